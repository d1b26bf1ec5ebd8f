package org.datawarp.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.io.FileHash;
import org.junit.jupiter.api.Test;

/** What every object store does. */
public interface ObjectStoreContract {
  /** Returns an empty store. */
  ObjectStore store();

  @Test
  default void whatIsStoredIsFoundListedAndRead() throws IOException {
    byte[] bytes = bytes(1000, 1);

    assertThat(create("a/b.txt", bytes)).isPresent();

    StoredObject found = store().find("a/b.txt").orElseThrow();
    assertThat(found.sizeBytes()).isEqualTo(1000);
    assertThat(found.sha256()).isEqualTo(FileHash.sha256(bytes));
    List<ListedObject> listed = new ArrayList<>();
    store().forEach("", listed::add);
    assertThat(listed).extracting(ListedObject::key).containsExactly("a/b.txt");
    assertThat(listed.get(0).sizeBytes()).isEqualTo(1000);
    assertThat(listed.get(0).version()).isEqualTo(found.version());
    assertThat(read("a/b.txt", 0)).isEqualTo(bytes);
    assertThat(read("a/b.txt", 400)).isEqualTo(Arrays.copyOfRange(bytes, 400, 1000));
  }

  @Test
  default void anEmptyObjectIsAnObject() throws IOException {
    assertThat(create("empty", new byte[0])).isPresent();

    assertThat(read("empty", 0)).isEmpty();
    assertThat(store().find("empty").orElseThrow().sizeBytes()).isZero();
  }

  @Test
  default void keysWithOddCharactersComeBackAsTheyWere() throws IOException {
    List<String> keys =
        List.of(
            "downloads/2025-08/A&E Attendances (Aug 25) + notes.xlsx",
            "downloads/2025-08/100% é ü ✓.csv",
            "downloads/2025-08/a=b;c,d'e\"f.csv",
            "downloads/2025-08/plus+and%20percent.csv");
    for (String key : keys) {
      assertThat(create(key, key.getBytes(StandardCharsets.UTF_8))).isPresent();
    }

    List<String> listed = new ArrayList<>();
    store().forEach("downloads/", object -> listed.add(object.key()));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(keys);
    for (String key : keys) {
      assertThat(read(key, 0)).isEqualTo(key.getBytes(StandardCharsets.UTF_8));
      assertThat(store().find(key)).isPresent();
    }
  }

  @Test
  default void anExistingObjectIsNotOverwritten() throws IOException {
    create("a", bytes(10, 1));

    assertThat(create("a", bytes(20, 2))).isEmpty();

    assertThat(read("a", 0)).isEqualTo(bytes(10, 1));
  }

  @Test
  default void aMissingObjectIsNotThere() {
    assertThat(store().find("none")).isEmpty();
    assertThat(store().read("none", 10)).isEmpty();
    assertThatThrownBy(() -> store().open("none", 0)).isInstanceOf(NotFoundException.class);
    store().delete("none");
  }

  @Test
  default void aDeletedObjectIsGone() {
    create("a", bytes(10, 1));

    store().delete("a");

    assertThat(store().find("a")).isEmpty();
    assertThat(create("a", bytes(12, 2))).isPresent();
  }

  @Test
  default void onlyTheExpectedVersionIsReplaced() throws IOException {
    ObjectVersion first = create("lock", bytes(10, 1)).orElseThrow();

    Optional<ObjectVersion> second = store().replace("lock", first, bytes(11, 2));
    Optional<ObjectVersion> late = store().replace("lock", first, bytes(12, 3));

    assertThat(second).isPresent();
    assertThat(late).isEmpty();
    assertThat(read("lock", 0)).isEqualTo(bytes(11, 2));
    assertThat(store().replace("none", first, bytes(1, 1))).isEmpty();
  }

  @Test
  default void aListingIsOfItsPrefixOnly() {
    create("manifests/2025/a", bytes(1, 1));
    create("manifests2/b", bytes(1, 1));
    create("parquet/c", bytes(1, 1));

    List<String> listed = new ArrayList<>();
    store().forEach("manifests/", object -> listed.add(object.key()));

    assertThat(listed).containsExactly("manifests/2025/a");
  }

  @Test
  default void partsBecomeAnObjectInAnyOrder() throws IOException {
    byte[] bytes = bytes((5 << 20) * 2 + 77, 3);
    MultipartUpload upload = store().begin("big/file", ObjectAttributes.of(FileHash.sha256(bytes)));

    List<UploadedPart> parts = new ArrayList<>();
    for (int number : List.of(3, 1, 2)) {
      int from = (number - 1) * (5 << 20);
      int to = Math.min(bytes.length, from + (5 << 20));
      parts.add(
          store()
              .sendPart(
                  upload, number, ObjectContent.ofBytes(Arrays.copyOfRange(bytes, from, to))));
    }
    assertThat(store().find("big/file")).isEmpty();
    assertThat(store().unfinished("big/")).extracting(MultipartUpload::id).contains(upload.id());
    List<UploadedPart> there = store().parts(upload).orElseThrow();
    assertThat(there).extracting(UploadedPart::number).containsExactly(1, 2, 3);
    assertThat(there).extracting(UploadedPart::sizeBytes).containsExactly(5L << 20, 5L << 20, 77L);
    assertThat(store().complete(upload, there)).isPresent();

    assertThat(read("big/file", 0)).isEqualTo(bytes);
    assertThat(store().find("big/file").orElseThrow().sha256()).isEqualTo(FileHash.sha256(bytes));
    assertThat(store().parts(upload)).isEmpty();
    assertThat(store().unfinished("")).isEmpty();
  }

  @Test
  default void partsDoNotOverwriteAnObject() throws IOException {
    MultipartUpload upload = store().begin("a", new ObjectAttributes(null, StorageClass.STANDARD));
    UploadedPart part = store().sendPart(upload, 1, ObjectContent.ofBytes(bytes(100, 1)));
    create("a", bytes(10, 2));

    assertThat(store().complete(upload, List.of(part))).isEmpty();
    store().abort(upload);

    assertThat(read("a", 0)).isEqualTo(bytes(10, 2));
    assertThat(store().unfinished("")).isEmpty();
  }

  @Test
  default void anAbortedUploadLeavesNothing() {
    MultipartUpload upload = store().begin("a", new ObjectAttributes(null, StorageClass.STANDARD));
    store().sendPart(upload, 1, ObjectContent.ofBytes(bytes(100, 1)));

    store().abort(upload);
    store().abort(upload);

    assertThat(store().unfinished("")).isEmpty();
    assertThat(store().parts(upload)).isEmpty();
    assertThat(store().find("a")).isEmpty();
  }

  @Test
  default void aStreamBecomesAnObjectWithItsHash() throws IOException {
    byte[] bytes = bytes(ObjectStore.PART_BYTES + 1234, 5);

    ObjectWriter.Sent small;
    ObjectWriter.Sent large;
    try (ObjectWriter writer = store().openWriter("small.gz", StorageClass.STANDARD)) {
      writer.write(bytes, 0, 100);
      small = writer.finish();
    }
    try (ObjectWriter writer = store().openWriter("large.gz", StorageClass.STANDARD)) {
      writer.write(bytes, 0, 999);
      writer.write(bytes, 999, bytes.length - 999);
      large = writer.finish();
    }

    assertThat(small.sha256()).isEqualTo(store().find("small.gz").orElseThrow().sha256());
    assertThat(large.sha256()).isEqualTo(FileHash.sha256(bytes));
    assertThat(large.sizeBytes()).isEqualTo(bytes.length);
    assertThat(read("large.gz", 0)).isEqualTo(bytes);
    assertThat(new String(read("large.gz.sha256", 0), StandardCharsets.UTF_8))
        .isEqualTo(large.sha256() + "  large.gz\n");
  }

  @Test
  default void aStreamThatIsNotFinishedLeavesNothing() {
    try (ObjectWriter writer = store().openWriter("large.gz", StorageClass.STANDARD)) {
      writer.write(new byte[ObjectStore.PART_BYTES + 1], 0, ObjectStore.PART_BYTES + 1);
    }

    assertThat(store().find("large.gz")).isEmpty();
    assertThat(store().unfinished("")).isEmpty();
  }

  @Test
  default void aStreamDoesNotOverwrite() {
    create("a.gz", bytes(10, 1));

    try (ObjectWriter writer = store().openWriter("a.gz", StorageClass.STANDARD)) {
      writer.write(1);
      assertThatThrownBy(writer::finish).isInstanceOf(RefusedException.class);
    }
  }

  /** Stores bytes. */
  default Optional<ObjectVersion> create(String key, byte[] bytes) {
    return store()
        .create(key, ObjectContent.ofBytes(bytes), ObjectAttributes.of(FileHash.sha256(bytes)));
  }

  /** Reads an object from a byte. */
  default byte[] read(String key, long from) throws IOException {
    try (OpenObject opened = store().open(key, from)) {
      return opened.content().readAllBytes();
    }
  }

  /** Returns bytes that are always the same. */
  default byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
