/// How somebody becomes a tenant: invites, and requests for them.
@NullMarked
package io.edgemq.domain.invite;

import org.jspecify.annotations.NullMarked;
