package io.edgemq.arch;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;

/// A rule of the project.
///
/// @param name the rule as a sentence
/// @param modules the packages of the modules that the rule names; each must exist
/// @param rule the rule for one layout: the project, or the fixtures
/// @param fixtures the classes that break it
record HouseRule(
    String name, List<String> modules, Function<Layout, ArchRule> rule, List<Class<?>> fixtures) {
  HouseRule {
    modules = List.copyOf(modules);
    fixtures = List.copyOf(fixtures);
    if (fixtures.isEmpty()) {
      throw new IllegalArgumentException("no fixture shows that this rule can fail: " + name);
    }
  }

  static HouseRule of(
      String name, List<String> modules, Function<Layout, ArchRule> rule, Class<?>... fixtures) {
    return new HouseRule(name, modules, rule, List.of(fixtures));
  }
}
