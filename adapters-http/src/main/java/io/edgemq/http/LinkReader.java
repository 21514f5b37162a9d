package io.edgemq.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import java.nio.charset.Charset;
import java.util.function.Supplier;

/// Reads requests like any other reader, but keeps the bytes of header values: read as ASCII, as
/// Helidon wants them, whatever is not ASCII would be lost before anybody could read it as UTF-8.
final class LinkReader extends DataReader {
  LinkReader(Supplier<byte[]> source) {
    super(source);
  }

  @Override
  public LazyString readLazyString(Charset charset, int length) {
    return super.readLazyString(US_ASCII.equals(charset) ? ISO_8859_1 : charset, length);
  }
}
