/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  private static final int DISK = 3;

  @TempDir private Path folder;

  /** The local disk, with room for three bytes a file. */
  public static final class Full extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("full:///");
    }

    @Override
    public String getScheme() {
      return "full";
    }

    @Override
    public FSDataOutputStream create(org.apache.hadoop.fs.Path file, boolean overwrite)
        throws IOException {
      OutputStream disk = super.create(file, overwrite);
      return new FSDataOutputStream(new SmallDisk(disk), null);
    }
  }

  private static final class SmallDisk extends FilterOutputStream {
    private int written;

    SmallDisk(OutputStream disk) {
      super(disk);
    }

    @Override
    public void write(int value) throws IOException {
      if (written++ == DISK) {
        throw new IOException("No space left on device");
      }
      out.write(value);
    }
  }

  private OutputStream create(String scheme) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.full.impl", Full.class, FileSystem.class);
    String path = scheme + "://" + folder.resolve("below").resolve("file");
    return WholeFile.create(new org.apache.hadoop.fs.Path(path), hadoop);
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder.resolve("below"))) {
      return files.map(file -> folder.relativize(file).toString()).sorted().toList();
    }
  }

  private String text() throws IOException {
    return Files.readString(folder.resolve("below/file"));
  }

  @Test
  void appearsWhenItIsClosedAndReplacesAnOlderOne() throws IOException {
    for (String text : List.of("older", "new")) {
      List<String> before = Files.exists(folder.resolve("below")) ? files() : List.of();
      try (OutputStream file = create("file")) {
        file.write(text.getBytes(StandardCharsets.UTF_8));
        file.flush();
        assertThat(files()).containsAll(before).hasSize(before.size() + 1);
        assertThat(files()).filteredOn(name -> !name.startsWith("below/.")).isEqualTo(before);
      }
      assertThat(files()).containsExactly("below/file");
      assertThat(text()).isEqualTo(text);
    }
  }

  private void fillDisk() throws IOException {
    try (OutputStream file = create("full")) {
      file.write(new byte[DISK]);
      file.write(1);
    }
  }

  @Test
  void leavesTheOlderOneWhereWritingFails() throws IOException {
    try (OutputStream file = create("file")) {
      file.write('a');
    }
    assertThatThrownBy(this::fillDisk)
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(files()).containsExactly("below/file");
    assertThat(text()).isEqualTo("a");
  }
}
