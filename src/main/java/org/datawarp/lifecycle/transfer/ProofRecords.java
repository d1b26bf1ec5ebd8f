package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.SyncState.KnownObject;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.repository.SyncProofRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The records of what was deleted here because a store was proven to hold it: in the database, and
 * in {@code .sync/proofs.jsonl} where there was none.
 */
public final class ProofRecords {
  private final WorkspaceContext context;
  private final Workspace workspace;

  public ProofRecords(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /** Returns the file of records made without a database. */
  static Path file(Workspace workspace) {
    return workspace.sync().resolve("proofs.jsonl");
  }

  /** Lists what a store was proven to hold, by key; their versions are not known. */
  Map<String, KnownObject> list(String store) {
    Map<String, KnownObject> objects = new HashMap<>();
    readFile(store, objects);
    context
        .readIfPresent(
            "listing the proofs",
            (connection, identity) -> new SyncProofRepository(identity).list(connection, store))
        .orElse(List.of())
        .forEach(
            proof ->
                objects.put(
                    proof.key(),
                    new KnownObject(proof.sizeBytes(), "", proof.sha256(), proof.at())));
    return objects;
  }

  private void readFile(String store, Map<String, KnownObject> objects) {
    Path file = file(workspace);
    if (!Files.isRegularFile(file)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        add(line, store, objects);
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + file + ": " + e.getMessage(), "it must be a file you may read", e);
    }
  }

  /** A line that was cut by a crash proves nothing: its file was not deleted then. */
  private static void add(String line, String store, Map<String, KnownObject> objects) {
    try {
      Map<String, @Nullable Object> map = JsonCodec.read(line);
      if (store.equals(map.get("store"))
          && map.get("key") instanceof String key
          && map.get("size") instanceof Long size
          && map.get("sha256") instanceof String sha256
          && map.get("proven_at") instanceof String at) {
        objects.put(key, new KnownObject(size, "", sha256, Instant.parse(at)));
      }
    } catch (MalformedJsonException | DateTimeParseException e) {
      return;
    }
  }
}
