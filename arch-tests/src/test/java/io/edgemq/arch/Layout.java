package io.edgemq.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Arrays;
import java.util.List;

/// The root of the modules' packages: `io.edgemq` for the project, `io.edgemq.arch.fixtures` for
/// the classes that break its rules. Each rule works with both.
///
/// @param root the package that the modules' packages are in
record Layout(String root) {
  static final Layout HOUSE = new Layout("io.edgemq");
  static final Layout FIXTURES = new Layout("io.edgemq.arch.fixtures");

  /// Every package of a module. A rule that says "everywhere" means these packages.
  static final List<String> MODULES =
      List.of(
          "domain",
          "ports.in",
          "ports.out",
          "application",
          "store",
          "memory",
          "sqlite",
          "jetstream",
          "nats",
          "kvbridge",
          "server",
          "http",
          "webhook",
          "jwt",
          "testkit",
          "app",
          "bench");

  /// In the package of one of the modules, or below it.
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
