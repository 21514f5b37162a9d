/// Tests of the client against servers that behave, stall, lie and break off.
@NullMarked
package io.edgemq.webhook;

import org.jspecify.annotations.NullMarked;
