/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.optimizer.HeadOptimizer;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.sharding.client.RowSink;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.plan.RowShape;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.StateBlock;

/** Small tables, and optimizers whose every update can be counted. */
public final class TestTables {
  public static final int HEAD = 5;

  private TestTables() {}

  /** weight += gradient * scale; the state counts the updates. */
  public record Adding() implements RowOptimizer {
    @Override
    public int stateSize(int width) {
      return 1;
    }

    @Override
    public void initialiseState(float[] state, int width, int rows) {}

    @Override
    public String stateMeaning() {
      return "updates";
    }

    @Override
    public void update(
        float[] weights,
        int weightOffset,
        float[] state,
        int stateOffset,
        float[] gradient,
        int gradientOffset,
        int width,
        float scale) {
      state[stateOffset]++;
      for (int i = 0; i < width; i++) {
        weights[weightOffset + i] += gradient[gradientOffset + i] * scale;
      }
    }
  }

  /** Rows as a batch would group them. */
  static RowGroups rows(ShardGroup group, long... rows) {
    return rows(group.partition(), rows);
  }

  /** Rows grouped by shard. */
  public static RowGroups rows(RowPartition partition, long... rows) {
    RowGroups groups = new RowGroups(partition);
    groups.group(rows, rows.length, new int[rows.length]);
    return groups;
  }

  /** weight += gradient * scale; the state is the step. */
  public record AddingHead() implements HeadOptimizer {
    @Override
    public int stateSize(int parameters) {
      return 1;
    }

    @Override
    public void initialiseState(float[] state, int parameters) {
      state[0] = 0;
    }

    @Override
    public String stateMeaning() {
      return "updates";
    }

    @Override
    public void update(float[] weights, float[] state, float[] gradient, float scale, long step) {
      state[0] = step;
      for (int i = 0; i < weights.length; i++) {
        weights[i] += gradient[i] * scale;
      }
    }
  }

  /** Changes a weight and throws, as long as it is told to. */
  record BreakingHead(AtomicBoolean broken) implements HeadOptimizer {
    @Override
    public int stateSize(int parameters) {
      return 1;
    }

    @Override
    public void initialiseState(float[] state, int parameters) {}

    @Override
    public String stateMeaning() {
      return "updates";
    }

    @Override
    public void update(float[] weights, float[] state, float[] gradient, float scale, long step) {
      weights[0]++;
      if (broken.get()) {
        throw new IllegalStateException("half-way");
      }
    }
  }

  public static TableSpec spec(TableGeometry geometry, int workers, int staleness) {
    return spec(geometry, workers, staleness, Duration.ofSeconds(60));
  }

  public static TableSpec spec(
      TableGeometry geometry, int workers, int staleness, Duration timeout) {
    return new TableSpec(
        geometry,
        new Adding(),
        new AddingHead(),
        HEAD,
        7,
        0.05f,
        workers,
        staleness,
        timeout,
        true);
  }

  public static RowPartition partition(TableSpec spec, int shards) {
    return new RowPartition(spec.geometry(), shards);
  }

  public static ShardGroup group(TableSpec spec, int shards) {
    return new ShardGroup(spec, partition(spec, shards));
  }

  /** All rows that the group stores and the head, as text: weights and state bit by bit. */
  public static List<String> bytes(ShardGroup group) {
    return bytes(group.access(), group.partition().geometry());
  }

  /** All rows that the last commit left, as text, also while a round is open. */
  static List<String> committedRows(ShardGroup group) {
    List<String> rows = new ArrayList<>();
    TableGeometry geometry = group.partition().geometry();
    StateBlock room = StateBlock.room(new RowShape(geometry.width(), 8, 1), 7);
    for (int bucket = 0; bucket < geometry.allBuckets(); bucket++) {
      long first = bucket * geometry.rowsPerBucket();
      RowSink sink = rowText(geometry.width(), rows);
      group.scanCommitted(
          bucket,
          RowSelection.STORED,
          room,
          some -> {
            for (int i = 0; i < some.count(); i++) {
              int at = i * geometry.width();
              sink.row(first + some.rows()[i], some.weights(), at, some.state(), i);
            }
          });
    }
    return rows;
  }

  /** All rows that are stored and the head, as text: weights and state bit by bit. */
  public static List<String> bytes(TableAccess access, TableGeometry geometry) {
    List<String> rows = new ArrayList<>();
    for (int bucket = 0; bucket < geometry.allBuckets(); bucket++) {
      access.scan(bucket, RowSelection.STORED, rowText(geometry.width(), rows));
    }
    HeadState head = access.headState();
    rows.add(Arrays.toString(head.weights()) + head.state()[0]);
    return rows;
  }

  private static RowSink rowText(int width, List<String> rows) {
    return (row, weights, weightOffset, state, stateOffset) -> {
      StringBuilder text = new StringBuilder().append(row);
      IntStream.range(0, width)
          .forEach(i -> text.append(' ').append(bits(weights[weightOffset + i])));
      rows.add(text.append(" : ").append(bits(state[stateOffset])).toString());
    };
  }

  /** The numbers of selected rows. */
  static List<Long> listed(ShardGroup group, RowSelection selection) {
    List<Long> rows = new ArrayList<>();
    for (int bucket = 0; bucket < group.allBuckets(); bucket++) {
      group.access().scan(bucket, selection, (row, w, wo, s, so) -> rows.add(row));
    }
    return rows;
  }

  /** How often each stored row was updated. */
  public static List<Float> updates(TableAccess access, TableGeometry geometry) {
    List<Float> updates = new ArrayList<>();
    for (int bucket = 0; bucket < geometry.allBuckets(); bucket++) {
      access.scan(bucket, RowSelection.STORED, (row, w, wo, state, so) -> updates.add(state[so]));
    }
    return updates;
  }

  private static String bits(float value) {
    return Integer.toHexString(Float.floatToRawIntBits(value));
  }
}
