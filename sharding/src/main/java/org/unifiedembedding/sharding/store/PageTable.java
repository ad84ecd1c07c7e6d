/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.plan.PageShape;

/** The pages of a shard. A page comes into being with the first look at one of its rows. */
final class PageTable {

  /** Finds the next row of a page with some mark, from a row on; -1 when there is none. */
  interface Marked {
    int next(Page page, int row);
  }

  private final PageShape shape;
  private final InitialRows initial;
  private final IntToLongFunction rowOfLocal;
  private final int rows;
  private final int rowsPerPage;
  private final long pageFactor;
  private final int pageShift;
  private final @Nullable Page[] pages;

  PageTable(PageShape shape, InitialRows initial, int rows, IntToLongFunction rowOfLocal) {
    this.shape = shape;
    this.initial = initial;
    this.rows = rows;
    this.rowOfLocal = rowOfLocal;
    rowsPerPage = shape.rowsPerPage();
    pageFactor = shape.pageFactor();
    pageShift = shape.pageShift();
    pages = new Page[shape.pages(rows)];
  }

  /** The page of a local row. */
  int index(int local) {
    return (int) ((local * pageFactor) >>> pageShift);
  }

  /** The number of a local row in its page. */
  int inPage(int local, int index) {
    return local - index * rowsPerPage;
  }

  /** A page as it is; null when nobody has looked at it. */
  @Nullable Page present(int index) {
    return pages[index];
  }

  /** A page for a round, made when it is not there. */
  Page page(int index) {
    Page page = pages[index];
    return page == null ? make(index, true) : page;
  }

  /** A page for loading into, made when it is not there. */
  Page pageOutsideRounds(int index) {
    Page page = pages[index];
    return page == null ? make(index, false) : page;
  }

  private Page make(int index, boolean fresh) {
    int first = index * rowsPerPage;
    int size = Math.min(rows - first, rowsPerPage);
    Page page = new Page(shape, size, fresh);
    for (int row = 0; row < size; row++) {
      long number = rowOfLocal.applyAsLong(first + row);
      initial.weights(number, page.weights, shape.lead() + row * shape.stride());
    }
    initial.state(page.state, size);
    pages[index] = page;
    return page;
  }

  void undo() {
    for (int i = 0; i < pages.length; i++) {
      Page page = pages[i];
      if (page != null && !page.undo()) {
        pages[i] = null;
      }
    }
  }

  void commit() {
    for (Page page : pages) {
      if (page != null) {
        page.commit();
      }
    }
  }

  /** Gives the marked rows of [from, from + count), ascending. */
  void forEach(int from, int count, Marked marked, RowSink sink) {
    int end = from + count;
    for (int local = from; local < end; local = (index(local) + 1) * rowsPerPage) {
      int index = index(local);
      Page page = pages[index];
      if (page != null) {
        int last = Math.min(end - index * rowsPerPage, rowsPerPage);
        int row = marked.next(page, inPage(local, index));
        for (; row >= 0 && row < last; row = marked.next(page, row + 1)) {
          emit(index, row, page, sink);
        }
      }
    }
  }

  private void emit(int index, int row, Page page, RowSink sink) {
    sink.row(
        rowOfLocal.applyAsLong(index * rowsPerPage + row),
        page.weights,
        shape.lead() + row * shape.stride(),
        page.state,
        row * shape.stateSize());
  }

  long memoryBytes() {
    long bytes = 16 + 4L * pages.length;
    for (Page page : pages) {
      bytes += page == null ? 0 : page.bytes(shape);
    }
    return bytes;
  }
}
