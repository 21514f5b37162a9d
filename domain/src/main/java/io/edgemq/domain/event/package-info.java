/// What the server tells tenants about what is theirs. Values only: where events are kept and how
/// they are written belongs to the application.
@NullMarked
package io.edgemq.domain.event;

import org.jspecify.annotations.NullMarked;
