/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs;

import java.util.List;
import org.unifiedembedding.jobs.cli.CompilerDirectives;
import org.unifiedembedding.jobs.cli.Console;
import org.unifiedembedding.jobs.cli.StopRequest;
import org.unifiedembedding.jobs.cli.UeCommand;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.compare.CompareVerb;
import org.unifiedembedding.jobs.diff.DiffVerb;
import org.unifiedembedding.jobs.evaluate.EvaluateVerb;
import org.unifiedembedding.jobs.export.ExportVerb;
import org.unifiedembedding.jobs.gate.GateVerb;
import org.unifiedembedding.jobs.increment.IncrementVerb;
import org.unifiedembedding.jobs.inspect.InspectVerb;
import org.unifiedembedding.jobs.materialize.MaterializeVerb;
import org.unifiedembedding.jobs.pipeline.PipelineVerb;
import org.unifiedembedding.jobs.prepare.PrepareVerb;
import org.unifiedembedding.jobs.publish.LoadVerb;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.quickstart.QuickstartVerb;
import org.unifiedembedding.jobs.registry.AliasVerb;
import org.unifiedembedding.jobs.registry.HistoryVerb;
import org.unifiedembedding.jobs.registry.PinVerb;
import org.unifiedembedding.jobs.registry.RollbackVerb;
import org.unifiedembedding.jobs.registry.UnpinVerb;
import org.unifiedembedding.jobs.retain.RetainVerb;
import org.unifiedembedding.jobs.train.TrainVerb;
import org.unifiedembedding.jobs.verify.VerifyVerb;

/** The process behind {@code ue}. */
public final class Main {
  private Main() {}

  /** Runs one command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CompilerDirectives.install();
    StopRequest stop = StopRequest.ofProcess();
    int code = new UeCommand(verbs(), Console.ofProcess(), stop).execute(arguments);
    System.exit(stop.exitCode(code));
  }

  /** Every verb, in the order of the help page. A new verb is added here and nowhere else. */
  static List<Verb> verbs() {
    return List.of(
        new PrepareVerb(),
        new TrainVerb(),
        new EvaluateVerb(),
        new GateVerb(),
        new PublishVerb(),
        new PipelineVerb(),
        new InspectVerb(),
        new LoadVerb(),
        new ExportVerb(),
        new IncrementVerb(),
        new MaterializeVerb(),
        new HistoryVerb(),
        new DiffVerb(),
        new AliasVerb(),
        new RollbackVerb(),
        new PinVerb(),
        new UnpinVerb(),
        new RetainVerb(),
        new VerifyVerb(),
        new CompareVerb(),
        new QuickstartVerb());
  }
}
