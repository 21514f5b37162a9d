package io.edgemq.testkit;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/// Plays as many histories as the system property `edgemq.histories` says (200 when it says
/// nothing) and tells at the end how many there were and from which seed.
public final class HistoryRun implements AroundPropertyHook {
  private static final int FEW = 200;

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    context.attributes().setTries(Integer.getInteger("edgemq.histories", FEW));
    context.attributes().setEdgeCases(EdgeCasesMode.NONE);
    var result = property.execute();
    System.out.printf(
        "histories: %s: %d played, %s, seed %s%n",
        context.extendedLabel(),
        result.countTries(),
        result.status(),
        result.seed().orElse("unknown"));
    return result;
  }
}
