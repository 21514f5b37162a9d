/// What tenants may have: rates, room for messages, and how many of everything, in this process and
/// across processes (docs/quotas.md). It decides and counts; who may do what is decided elsewhere.
@NullMarked
package io.edgemq.application.quota;

import org.jspecify.annotations.NullMarked;
