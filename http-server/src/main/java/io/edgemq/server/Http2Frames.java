package io.edgemq.server;

/// Tells what the frames of a client mean to those whom it concerns.
///
/// @param disconnects is told of streams that the client gives up
/// @param inbound is told how much DATA comes
/// @param outbound is told how much DATA the client takes
record Http2Frames(DisconnectDetector disconnects, InboundWindow inbound, OutboundWindow outbound)
    implements FrameScanner.Listener {
  @Override
  public void data(int bytes) {
    inbound.received(bytes);
  }

  @Override
  public void headers(int stream) {
    outbound.opened(stream);
  }

  @Override
  public void reset(int stream) {
    outbound.ended(stream);
    disconnects.reset(stream);
  }

  @Override
  public void windowUpdate(int stream, int bytes) {
    outbound.more(stream, bytes);
  }

  @Override
  public void initialWindow(int bytes) {
    outbound.begin(bytes);
  }
}
