/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.embedding.head.Heads;

/** The file of the head's weights, one flat vector. */
public final class HeadFile {
  /** Its path inside a version's folder. */
  public static final String PATH = "snapshot/head.arrow";

  private static final ArrowColumn WEIGHTS =
      new ArrowColumn.Numbers("weight", ArrowColumn.Item.FLOAT32);

  private HeadFile() {}

  /** Writes all weights [P] and closes {@code out}. */
  public static Part write(OutputStream out, float[] weights) throws IOException {
    PartOutput output = new PartOutput(out);
    ArrowSchema schema = new ArrowSchema(List.of(WEIGHTS), Map.of());
    long[] bytes = {0, (long) weights.length * Float.BYTES};
    try (ArrowFileWriter writer =
        new ArrowFileWriter(output, schema, weights.length, new long[1], bytes)) {
      ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
      int step = chunk.capacity() / Float.BYTES;
      for (int i = 0; i < weights.length; i += step) {
        int count = Math.min(step, weights.length - i);
        chunk.asFloatBuffer().put(weights, i, count);
        writer.write(chunk.array(), 0, count * Float.BYTES);
      }
      writer.finish();
      return output.part(PATH);
    }
  }

  /**
   * Reads all weights [P] of a version; a damaged file, or one that does not fit the manifest's
   * head, is BAD_FORMAT.
   */
  public static float[] read(Path versionFolder, Manifest manifest) {
    Path path = versionFolder.resolve(PATH);
    ArrowFile file = ArrowFile.open(path).expect(List.of(WEIGHTS));
    int wanted = parameters(path, manifest);
    if (file.rows() != wanted) {
      throw ArrowFile.bad(
          path, "it holds %d weights, the head has %d".formatted(file.rows(), wanted), null);
    }
    float[] weights = new float[wanted];
    file.map(1).asFloatBuffer().get(weights);
    return weights;
  }

  private static int parameters(Path path, Manifest manifest) {
    try {
      int width = manifest.table().geometry().width();
      return Heads.of(manifest.head(), manifest.features(), width).parameters();
    } catch (IllegalArgumentException e) {
      throw ArrowFile.bad(path, String.valueOf(e.getMessage()), e);
    }
  }
}
