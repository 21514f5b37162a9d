/// Reads JWTs and JWKS with Nimbus JOSE + JWT. What a token may do is decided elsewhere.
@NullMarked
package io.edgemq.jwt;

import org.jspecify.annotations.NullMarked;
