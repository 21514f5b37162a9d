package io.edgemq.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;

/// What is checked: the rules, every module's main classes, and the fixtures.
final class House {
  static final List<HouseRule> RULES =
      Stream.of(
              ArrowRules.all(),
              DomainRules.all(),
              TechnologyRules.all(),
              PortRules.all(),
              AccessRules.all(),
              StyleRules.all())
          .flatMap(List::stream)
          .toList();

  /// This module's own classes are all test classes, and so not among them.
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(Layout.HOUSE.root());

  static final JavaClasses FIXTURES =
      new ClassFileImporter().importPackages(Layout.FIXTURES.root());

  private House() {}
}
