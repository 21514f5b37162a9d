package io.edgemq.sqlite;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What the writer tells about itself; read by any thread.
final class WriterGauges {
  final LongAdder commits = new LongAdder();
  final LongAdder commands = new LongAdder();
  final LongAdder commitNanos = new LongAdder();
  final LongAdder rollbacks = new LongAdder();

  /// Why nothing will be written until the process is restarted; null while it is well.
  volatile @Nullable String broken;
}
