package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;

/// Where the modules' packages hang: under `io.edgemq` for the house itself, under
/// `io.edgemq.arch.fixtures` for the classes that break its rules. One rule serves both.
///
/// @param root the package that the modules' packages are in
record Layout(String root) {
  static final Layout HOUSE = new Layout("io.edgemq");
  static final Layout FIXTURES = new Layout("io.edgemq.arch.fixtures");

  /// Every package of a module; a rule that says "everywhere" means these.
  static final List<String> MODULES =
      List.of(
          "domain",
          "ports.in",
          "ports.out",
          "application",
          "store",
          "memory",
          "sqlite",
          "nats",
          "http",
          "testkit",
          "app",
          "bench");

  /// In one of the modules' packages, or below it.
  DescribedPredicate<JavaClass> in(String... modules) {
    List<String> packages = Arrays.stream(modules).map(this::name).toList();
    return describe(
        "in " + String.join(" or ", packages),
        type -> packages.stream().anyMatch(p -> isWithin(type.getPackageName(), p)));
  }

  /// Anywhere else under the root.
  DescribedPredicate<JavaClass> outside(String... modules) {
    return everywhere()
        .and(DescribedPredicate.not(in(modules)))
        .as("outside " + in(modules).getDescription());
  }

  DescribedPredicate<JavaClass> everywhere() {
    return describe("under " + root, type -> isWithin(type.getPackageName(), root));
  }

  String name(String module) {
    return root + "." + module;
  }

  static boolean isWithin(String packageName, String parent) {
    return packageName.equals(parent) || packageName.startsWith(parent + ".");
  }
}
