package io.edgemq.arch;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/// Conditions that ArchUnit does not have.
final class Conditions {
  private Conditions() {}

  /// Fails for every class that `broken` accepts. The message begins with the class's name.
  static ArchCondition<JavaClass> fail(String message, Predicate<JavaClass> broken) {
    return new ArchCondition<>("not be one that " + message) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (broken.test(type)) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " " + message));
        }
      }
    };
  }
}
