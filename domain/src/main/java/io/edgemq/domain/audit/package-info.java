/// What operators and tenants did to tenants, keys and invites, as it is written down.
@NullMarked
package io.edgemq.domain.audit;

import org.jspecify.annotations.NullMarked;
