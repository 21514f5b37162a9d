/// What a store may answer, without a store: models that are told every call and its answer and say
/// whether it was allowed, and histories that drive a store and a model side by side. Free of any
/// test framework, so that anything may drive them.
@NullMarked
package io.edgemq.testkit.model;

import org.jspecify.annotations.NullMarked;
