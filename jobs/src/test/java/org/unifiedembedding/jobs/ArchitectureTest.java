/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.unifiedembedding.jobs.cli.Verb;

/**
 * The arrows between modules and packages: embedding &lt;- sharding &lt;- jobs, embedding &lt;-
 * lake, Spark in jobs only, Hadoop in jobs and lake only, no cycles.
 */
@AnalyzeClasses(
    packages = "org.unifiedembedding",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String EMBEDDING = "org.unifiedembedding.embedding..";
  private static final String SHARDING = "org.unifiedembedding.sharding..";
  private static final String JOBS = "org.unifiedembedding.jobs..";
  private static final String LAKE = "org.unifiedembedding.lake..";

  @ArchTest
  static final ArchRule embeddingStandsAlone =
      noClasses()
          .that()
          .resideInAPackage(EMBEDDING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SHARDING, JOBS, LAKE);

  @ArchTest
  static final ArchRule shardingKnowsNoJobs =
      noClasses()
          .that()
          .resideInAPackage(SHARDING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(JOBS, LAKE);

  @ArchTest
  static final ArchRule lakeLoaderKnowsOnlyTheTable =
      noClasses()
          .that()
          .resideInAPackage(LAKE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SHARDING, JOBS);

  @ArchTest
  static final ArchRule jobsLeaveTheLakeLoaderToServices =
      noClasses()
          .that()
          .resideInAPackage(JOBS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(LAKE);

  @ArchTest
  static final ArchRule onlyJobsKnowSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage(JOBS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.parquet..", "scala..");

  @ArchTest
  static final ArchRule onlyJobsAndTheLakeLoaderKnowHadoop =
      noClasses()
          .that()
          .resideOutsideOfPackages(JOBS, LAKE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hadoop..", "io.delta..");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("org.unifiedembedding.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCatchAllPackages =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..manager..");

  @ArchTest
  static final ArchRule verbsAreNamedSo =
      classes().that().implement(Verb.class).should().haveSimpleNameEndingWith("Verb");

  @ArchTest
  static final ArchRule nobodyNeedsTheEntryPoint =
      noClasses()
          .that()
          .resideInAPackage("org.unifiedembedding.jobs.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.unifiedembedding.jobs");
}
