package io.edgemq.nats.push;

import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import java.io.IOException;

/// How often a process has said that it lives, as JSON.
public final class OwnerFormat implements RowFormat<Long> {
  private static final String COUNT = "count";

  @Override
  public byte[] write(Long count) {
    return Json.bytes(Json.object().put(COUNT, count));
  }

  @Override
  public Long read(byte[] bytes) throws IOException {
    return Json.number(Json.tree(bytes), COUNT);
  }
}
