package io.edgemq.nats.catalog;

import io.edgemq.domain.ingest.Ingest;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import io.edgemq.store.IngestFormat;
import java.io.IOException;

/// Ingests as JSON, their secrets included.
public final class IngestRows implements RowFormat<Ingest> {
  @Override
  public byte[] write(Ingest ingest) {
    return Json.bytes(IngestFormat.write(ingest));
  }

  @Override
  public Ingest read(byte[] bytes) throws IOException {
    return IngestFormat.read(Json.tree(bytes));
  }
}
