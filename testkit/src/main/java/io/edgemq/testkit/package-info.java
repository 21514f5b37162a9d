/// The contract that every store adapter passes: a harness that an adapter's tests implement, named
/// examples as abstract JUnit classes, histories checked against a model, and a concurrency suite.
/// What differs between stores is declared in [io.edgemq.testkit.Guarantees]; nothing is skipped by
/// name. Nothing here knows an engine.
@NullMarked
package io.edgemq.testkit;

import org.jspecify.annotations.NullMarked;
