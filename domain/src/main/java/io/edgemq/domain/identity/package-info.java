/// Issuers of tokens that are not EdgeMQ's own, and what such tokens say.
@NullMarked
package io.edgemq.domain.identity;

import org.jspecify.annotations.NullMarked;
