package io.edgemq.nats.catalog;

import io.edgemq.domain.identity.Issuer;
import io.edgemq.jetstream.table.Json;
import io.edgemq.jetstream.table.RowFormat;
import io.edgemq.store.IssuerFormat;
import java.io.IOException;

/// Issuers as JSON.
public final class IssuerRows implements RowFormat<Issuer> {
  @Override
  public byte[] write(Issuer issuer) {
    return Json.bytes(IssuerFormat.write(issuer));
  }

  @Override
  public Issuer read(byte[] bytes) throws IOException {
    return IssuerFormat.read(Json.tree(bytes));
  }
}
