/* Examples a second that this machine's memory allows of workload W1: logistic regression on 52 random rows of 16 floats with row-wise
 * Adagrad, by threads that share the table without locks. Rows are known before the clock starts, and those of the next example are
 * prefetched, so that a thread waits for many cache lines at once. Each thread has a head of its own; the 13 numbers are left out.
 *
 * usage: randmem LOG2_ROWS SECONDS [THREADS]...    (default: 1 2); prints a line of JSON for each number of threads
 * build: cc -O3 -march=native -ffast-math -o randmem randmem.c -lm -lpthread
 */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define FEATURES 26
#define CHUNKS 2
#define LOOKUPS (FEATURES * CHUNKS)
#define WIDTH 16
#define EXAMPLES ((size_t)1 << 19)
#define BETWEEN_CLOCKS 4096
#define VOCABULARY 1000000
#define EXPONENT 1.05
#define RATE 0.02f
#define EPSILON 1e-8f
#define MAX_THREADS 256

static float *table, *squares; /* [rows, WIDTH] and Adagrad's sum of squares [rows] */
static uint32_t *lookups;      /* [EXAMPLES, LOOKUPS] */
static double seconds;

struct worker {
  size_t from, to;
  double examples_per_second;
  float logits; /* read by main, so that nothing is optimised away */
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

static void *zeros(size_t bytes) {
  void *memory;
  if (posix_memalign(&memory, 1 << 21, bytes)) abort();
  madvise(memory, bytes, MADV_HUGEPAGE);
  return memset(memory, 0, bytes);
}

/* Values of a bounded Zipf's law, hashed to rows for each feature and chunk. */
static void draw_lookups(size_t rows) {
  double *cdf = malloc(VOCABULARY * sizeof(double)), sum = 0;
  for (size_t k = 0; k < VOCABULARY; k++) cdf[k] = sum += pow(k + 1, -EXPONENT);
  for (size_t i = 0; i < EXAMPLES * FEATURES; i++) {
    double x = (mix(i) >> 11) * 0x1p-53 * sum;
    size_t value = 0, last = VOCABULARY - 1;
    while (value < last) {
      size_t middle = (value + last) / 2;
      if (cdf[middle] < x) value = middle + 1; else last = middle;
    }
    for (int c = 0; c < CHUNKS; c++) {
      uint64_t seed = mix((i % FEATURES) * CHUNKS + c + 1);
      lookups[i * CHUNKS + c] = mix(value + seed) & (rows - 1);
    }
  }
  free(cdf);
}

static void prefetch(const uint32_t *rows) {
  for (int l = 0; l < LOOKUPS; l++) {
    __builtin_prefetch(table + (size_t)rows[l] * WIDTH, 1, 3);
    __builtin_prefetch(squares + rows[l], 1, 3);
  }
}

/* Forward, backward and update of one example; its logit. */
static float step(const uint32_t *rows, float *weights, float *weight_squares) {
  float sums[WIDTH] = {0}, logit = 0;
  for (int l = 0; l < LOOKUPS; l++) {
    const float *row = table + (size_t)rows[l] * WIDTH;
    for (int d = 0; d < WIDTH; d++) sums[d] += row[d] * weights[l * WIDTH + d];
  }
  for (int d = 0; d < WIDTH; d++) logit += sums[d];
  float slope = 1 / (1 + expf(-logit)) - (float)(rows[0] & 1);
  for (int l = 0; l < LOOKUPS; l++) {
    float *row = table + (size_t)rows[l] * WIDTH, *w = weights + l * WIDTH, *s = weight_squares + l * WIDTH, norm = 0;
    for (int d = 0; d < WIDTH; d++) norm += w[d] * w[d];
    float sum = squares[rows[l]] += slope * slope * norm / WIDTH;
    float rate = RATE * slope / (sqrtf(sum) + EPSILON);
    for (int d = 0; d < WIDTH; d++) {
      float gradient = slope * row[d];
      s[d] += gradient * gradient;
      row[d] -= rate * w[d];
      w[d] -= RATE * gradient / (sqrtf(s[d]) + EPSILON);
    }
  }
  return logit;
}

static void *train(void *argument) {
  struct worker *worker = argument;
  float weights[LOOKUPS * WIDTH], weight_squares[LOOKUPS * WIDTH], logits = 0;
  for (int k = 0; k < LOOKUPS * WIDTH; k++) {
    weights[k] = 0.01f * ((k * 37) % 17 - 8);
    weight_squares[k] = 0.1f;
  }
  size_t example = worker->from, done = 0;
  double begin = now(), elapsed;
  do {
    for (int k = 0; k < BETWEEN_CLOCKS; k++) {
      size_t next = example + 1 < worker->to ? example + 1 : worker->from;
      prefetch(lookups + next * LOOKUPS);
      logits += step(lookups + example * LOOKUPS, weights, weight_squares);
      example = next;
    }
    done += BETWEEN_CLOCKS;
    elapsed = now() - begin;
  } while (elapsed < seconds);
  worker->examples_per_second = done / elapsed;
  worker->logits = logits;
  return NULL;
}

static void measure(int threads) {
  pthread_t handles[MAX_THREADS];
  struct worker workers[MAX_THREADS];
  double rate = 0;
  float logits = 0;
  for (int t = 0; t < threads; t++) {
    workers[t] = (struct worker){.from = EXAMPLES * t / threads, .to = EXAMPLES * (t + 1) / threads};
    if (pthread_create(handles + t, NULL, train, workers + t)) abort();
  }
  for (int t = 0; t < threads; t++) {
    pthread_join(handles[t], NULL);
    rate += workers[t].examples_per_second;
    logits += workers[t].logits;
  }
  printf("{\"threads\": %d, \"examples_per_s\": %.0f, \"sum_of_logits\": %g}\n", threads, rate, logits);
}

int main(int count, char **arguments) {
  int log2_rows = count > 2 ? atoi(arguments[1]) : 0;
  if (log2_rows < 1 || log2_rows > 32) {
    fprintf(stderr, "usage: randmem LOG2_ROWS SECONDS [THREADS]...\n");
    return 2;
  }
  size_t rows = (size_t)1 << log2_rows;
  seconds = atof(arguments[2]);
  table = zeros(rows * WIDTH * sizeof(float));
  squares = zeros(rows * sizeof(float));
  lookups = zeros(EXAMPLES * LOOKUPS * sizeof(uint32_t));
  for (size_t row = 0; row < rows; row++) squares[row] = 0.1f;
  draw_lookups(rows);
  if (count == 3) {
    measure(1);
    measure(2);
  }
  for (int i = 3; i < count; i++) {
    int threads = atoi(arguments[i]);
    if (threads < 1 || threads > MAX_THREADS) return 2;
    measure(threads);
  }
  return 0;
}
