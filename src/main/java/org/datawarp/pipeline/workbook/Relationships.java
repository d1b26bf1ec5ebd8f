package org.datawarp.pipeline.workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The relationships of one part: which other parts it uses, and as what.
 *
 * @param all in the file's order, external ones left out
 */
public record Relationships(List<Relationship> all) {
  private static final long RELATIONSHIP = XmlScanner.key("Relationship");
  private static final long ID = XmlScanner.key("Id");
  private static final long TYPE = XmlScanner.key("Type");
  private static final long TARGET = XmlScanner.key("Target");
  private static final long TARGET_MODE = XmlScanner.key("TargetMode");

  /**
   * One relationship.
   *
   * @param type the last step of the type's URI, in lower case; it is the same in strict files
   * @param part the path of the part it points at
   */
  public record Relationship(String id, String type, String part) {}

  public Relationships {
    all = List.copyOf(all);
  }

  /** Reads the relationships of a part; none if it has none. The empty name is the container. */
  public static Relationships of(OoxmlPackage container, String part, ReadLimits limits) {
    String path = OoxmlPackage.relationshipsOf(part);
    List<Relationship> found = new ArrayList<>();
    if (!container.has(path)) {
      return new Relationships(found);
    }
    try (XmlScanner xml = container.xml(path)) {
      xml.root("Relationships");
      int token;
      while ((token = xml.next()) != XmlScanner.END) {
        if (token == XmlScanner.START) {
          if (xml.name == RELATIONSHIP) {
            add(found, xml, container, part);
          }
          xml.skip();
        }
        if (found.size() > limits.maxZipEntries()) {
          throw container.refusal().beyond("has too many relationships", limits.maxZipEntries());
        }
      }
      xml.finish();
    }
    return new Relationships(found);
  }

  private static void add(
      List<Relationship> found, XmlScanner xml, OoxmlPackage container, String part) {
    String id = xml.attributeText(xml.attribute(ID));
    String type = xml.attributeText(xml.attribute(TYPE));
    String target = xml.attributeText(xml.attribute(TARGET));
    String mode = xml.attributeText(xml.attribute(TARGET_MODE));
    if (id == null || type == null || target == null || "External".equals(mode)) {
      return;
    }
    String kind = type.substring(type.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String path = container.resolve(part, target);
    // A file of megabytes of paths is an attack; one of a missing part is told when it is used.
    if (id.length() < 1000 && path.length() < 4000) {
      found.add(new Relationship(id, kind, path));
    }
  }

  /** Returns the relationship of that id; null if there is none. */
  public @Nullable Relationship byId(String id) {
    return all.stream().filter(r -> r.id().equals(id)).findFirst().orElse(null);
  }

  /** Returns the part of the first relationship of a type; null if there is none. */
  public @Nullable String partOf(String type) {
    return all.stream()
        .filter(r -> r.type().equals(type))
        .map(Relationship::part)
        .findFirst()
        .orElse(null);
  }
}
