/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.IncrementJson;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.embedding.snapshot.Successor;

/**
 * Local copies of the versions that a service follows, in one format. An update takes increments
 * where they are fewer bytes than the whole version, else, or where one is damaged, the version.
 *
 * <p>A version appears in the folder whole and with the checksums that the registry and its
 * manifest say, or not at all. The one that was used before stays, older ones are removed; tables
 * that are open go on in any case, since their files stay mapped (on POSIX systems). Several
 * processes of one host may share a folder, and mirrors of other formats may use it too; of other
 * tables not.
 *
 * <p>Thread-safe: an update waits for others, and readers of tables never wait.
 */
public final class Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  private final LakeRegistry registry;
  private final TableFiles files;
  private final RowFormat format;
  private final MirrorFolder folder;
  private @Nullable Opened opened;

  private record Opened(Version version, EmbeddingTable table) {}

  /**
   * A mirror of a table.
   *
   * @param table its folder in the lake, root and name, as a Hadoop path
   * @param folder on a local disk; made where it is not there
   * @param format FLOAT32 for versions as trained; else of the exports to follow
   * @param hadoop settings of the lake's file system
   */
  public Mirror(String table, Path folder, RowFormat format, Configuration hadoop) {
    this.registry = new LakeRegistry(table, hadoop);
    this.files = new TableFiles(table, hadoop);
    this.format = format;
    this.folder = new MirrorFolder(folder.toAbsolutePath().normalize(), format);
  }

  /** The same of a table by its URI. */
  public Mirror(URI table, Path folder, RowFormat format, Configuration hadoop) {
    this(new org.apache.hadoop.fs.Path(table).toString(), folder, format, hadoop);
  }

  /**
   * The version that an alias or a number names now; a number stays the same version for ever. To
   * be called again and again: the same table comes back until the version is another one.
   *
   * @throws UnifiedEmbeddingException USAGE where there is no such version, or no export of it;
   *     BAD_FORMAT where it is damaged or newer than this build; RETRY where the lake or the local
   *     disk fails. The table of the update before stays usable.
   */
  public synchronized EmbeddingTable update(String reference) {
    Version version = registry.history().resolve(reference);
    if (opened == null || !opened.version().equals(version)) {
      EmbeddingTable table = FolderLock.holding(folder.path(), () -> open(version));
      opened = new Opened(version, table);
    }
    return opened.table();
  }

  private EmbeddingTable open(Version version) {
    folder.removeLeftovers();
    EmbeddingTable table = local(version);
    if (table == null) {
      table = EmbeddingTable.open(fetch(LakeVersion.find(files, version, format)));
    }
    folder.use(folder.place(version.runId()));
    return table;
  }

  private @Nullable EmbeddingTable local(Version version) {
    MirrorFolder.Held held = folder.held(version.runId()).orElse(null);
    if (held == null || !LakeVersion.isOf(version, held.text(), held.manifest())) {
      return null;
    }
    try {
      return EmbeddingTable.open(held.path());
    } catch (UnifiedEmbeddingException e) {
      LOG.warn("{} is damaged, the version is copied again", held.path(), e);
      return null;
    }
  }

  private Path fetch(LakeVersion wanted) {
    long begin = System.nanoTime();
    Path partial = folder.newPartial();
    try {
      IncrementChain chain = chain(wanted);
      String way = "its whole snapshot";
      long bytes = wanted.manifest().bytes();
      if (chain != null && apply(chain, wanted, partial)) {
        way = chain.increments().size() + " increment(s)";
        bytes = chain.bytes();
      } else {
        copy(wanted, partial.resolve("version"));
      }
      Path place = folder.appear(partial.resolve("version"), wanted.version().runId());
      LOG.info(
          "Version {} (run '{}', {}) of {} by {}, {} bytes in {} ms",
          wanted.version().number(),
          wanted.version().runId(),
          format,
          files.table(),
          way,
          bytes,
          (System.nanoTime() - begin) / 1_000_000);
      return place;
    } finally {
      folder.delete(partial);
    }
  }

  /** The cheapest way from what is here, null where the whole version is cheaper. */
  private @Nullable IncrementChain chain(LakeVersion wanted) {
    return IncrementChain.cheapest(
            folder.all().stream()
                .map(MirrorFolder.Held::end)
                .filter(end -> !end.equals(wanted.end())) // it is here, but damaged
                .collect(Collectors.toSet()),
            wanted.end(),
            wanted.manifest().bytes(),
            this::leadingTo)
        .orElse(null);
  }

  private List<LakeIncrement> leadingTo(Increment.End end) {
    String parent = "increments/%s/%s".formatted(end.runId(), format);
    List<LakeIncrement> found = new ArrayList<>();
    for (String from : files.folders(parent)) {
      String name = parent + "/" + from;
      String record = name + "/" + Increment.PATH;
      try {
        files
            .text(record)
            .map(text -> IncrementJson.read(text, files.path(record)))
            .ifPresent(increment -> found.add(new LakeIncrement(name, increment)));
      } catch (UnifiedEmbeddingException e) {
        LOG.warn("Increment {} is left out", files.path(name), e);
      }
    }
    return found;
  }

  /** Makes the version by increments; false where that does not work. */
  private boolean apply(IncrementChain chain, LakeVersion wanted, Path partial) {
    try {
      List<Path> local = new ArrayList<>();
      for (LakeIncrement found : chain.increments()) {
        Path copy = partial.resolve("increments").resolve(Integer.toString(local.size()));
        copy(found.folder(), found.increment().parts(), copy);
        Files.writeString(copy.resolve(Increment.PATH), IncrementJson.write(found.increment()));
        local.add(copy);
      }
      Path start = folder.place(chain.start().runId());
      Successor.write(start, local, partial.resolve("version"));
      return true;
    } catch (IOException | UnifiedEmbeddingException e) {
      LOG.warn(
          "Increments to version {} (run '{}') cannot be used, its whole snapshot is copied",
          wanted.version().number(),
          wanted.version().runId(),
          e);
      return false;
    }
  }

  private void copy(LakeVersion wanted, Path target) {
    copy(wanted.folder(), wanted.manifest().files().parts(), target);
    try {
      Files.writeString(target.resolve(Manifest.PATH), wanted.text());
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot write %s: %s.".formatted(target.resolve(Manifest.PATH), e), e);
    }
  }

  private void copy(String from, List<Part> parts, Path to) {
    parts.forEach(part -> files.copy(from, part, to));
  }
}
