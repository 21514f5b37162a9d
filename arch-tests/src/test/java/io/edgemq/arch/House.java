package io.edgemq.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;

/// The rules, and the classes that they check: every module's main classes, and the fixtures.
final class House {
  static final List<HouseRule> RULES =
      Stream.of(
              ArrowRules.all(),
              DomainRules.all(),
              TechnologyRules.all(),
              PortRules.all(),
              AccessRules.all(),
              DeliveryRules.all(),
              StyleRules.all())
          .flatMap(List::stream)
          .toList();

  /// The classes of this module are all test classes, so they are not included.
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(Layout.HOUSE.root());

  static final JavaClasses FIXTURES =
      new ClassFileImporter().importPackages(Layout.FIXTURES.root());

  private House() {}
}
