package io.edgemq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import java.nio.charset.Charset;
import java.util.function.Supplier;

/// Reads requests like any other reader, but keeps the bytes of header values: Helidon reads them
/// as ASCII, which would lose everything else before anybody could read it as UTF-8.
final class ClientReader extends DataReader {
  ClientReader(Supplier<byte[]> source) {
    super(source);
  }

  @Override
  public LazyString readLazyString(Charset charset, int length) {
    return super.readLazyString(US_ASCII.equals(charset) ? ISO_8859_1 : charset, length);
  }
}
