package org.datawarp.storage.object.directory;

import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.datawarp.storage.object.ListedObject;
import org.datawarp.storage.object.ObjectKeys;
import org.datawarp.storage.object.StorageClass;

/** Collects the objects below a prefix; what is in the folder for another purpose is left out. */
final class ObjectLister extends SimpleFileVisitor<Path> {
  private final Path root;
  private final String prefix;
  private final List<ListedObject> objects;

  ObjectLister(Path root, String prefix, List<ListedObject> objects) {
    this.root = root;
    this.prefix = prefix;
    this.objects = objects;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    String key = key(folder);
    boolean wanted =
        key.isEmpty()
            || (!key.equals(ObjectKeys.PRIVATE)
                && (prefix.startsWith(key + "/") || (key + "/").startsWith(prefix)));
    return wanted ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String key = key(file);
    if (attributes.isRegularFile() && key.startsWith(prefix) && ObjectKeys.isUsable(key)) {
      objects.add(
          new ListedObject(
              key,
              attributes.size(),
              DirectoryObjectStore.version(attributes),
              attributes.lastModifiedTime().toInstant(),
              StorageClass.STANDARD));
    }
    return FileVisitResult.CONTINUE;
  }

  private String key(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }
}
