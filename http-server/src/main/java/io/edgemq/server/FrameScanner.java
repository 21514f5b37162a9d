package io.edgemq.server;

import java.util.Arrays;

/// Looks at the frames that a client of HTTP/2 sends (RFC 9113, 4.1) and tells of those that
/// Helidon tells nobody of.
final class FrameScanner {
  private static final int PREFACE = 24;
  private static final int HEADER = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int SETTING = 6;
  private static final int UPDATE = 4;

  private final byte[] header = new byte[HEADER];
  private final byte[] part = new byte[SETTING];
  private final Listener listener;
  private int skip = PREFACE;
  private int have;
  private int kept;
  private int keeps;

  /// What is told.
  interface Listener {
    /// So many bytes of DATA come.
    void data(int bytes);

    /// The client sends HEADERS on the stream: the first ones open it.
    void headers(int stream);

    /// The client resets the stream.
    void reset(int stream);

    /// The client takes so much more DATA on the stream; 0 is the whole connection.
    void windowUpdate(int stream, int bytes);

    /// The client takes so much DATA on each stream to begin with.
    void initialWindow(int bytes);
  }

  FrameScanner(Listener listener) {
    this.listener = listener;
  }

  /// Takes the next bytes of the connection, the client's preface first.
  void feed(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (skip > 0) {
        at += pass(bytes, at);
      } else {
        header[have++] = bytes[at++];
        if (have == HEADER) {
          have = 0;
          frame();
        }
      }
    }
  }

  /// Passes over a part of a payload; keeps as much as one setting or one update has.
  private int pass(byte[] bytes, int at) {
    if (keeps == 0) {
      int some = Math.min(skip, bytes.length - at);
      skip -= some;
      return some;
    }
    part[kept++] = bytes[at];
    skip--;
    if (kept == keeps) {
      kept = 0;
      told();
    }
    return 1;
  }

  private void frame() {
    skip = number(header, 0, 3);
    int stream = number(header, 5, 4) & Integer.MAX_VALUE;
    keeps = 0;
    kept = 0;
    switch (header[3]) {
      case DATA -> listener.data(skip);
      case HEADERS -> listener.headers(stream);
      case RST_STREAM -> listener.reset(stream);
      case SETTINGS -> keeps = SETTING;
      case WINDOW_UPDATE -> keeps = UPDATE;
      default -> {}
    }
  }

  private void told() {
    if (keeps == UPDATE) {
      int stream = number(header, 5, 4) & Integer.MAX_VALUE;
      listener.windowUpdate(stream, number(part, 0, UPDATE) & Integer.MAX_VALUE);
    } else {
      setting(part, listener);
    }
  }

  /// Tells of the settings that came in the head of a request that asked for HTTP/2.
  static void settings(byte[] payload, Listener listener) {
    for (int at = 0; at + SETTING <= payload.length; at += SETTING) {
      setting(Arrays.copyOfRange(payload, at, at + SETTING), listener);
    }
  }

  private static void setting(byte[] six, Listener listener) {
    if (number(six, 0, 2) == INITIAL_WINDOW_SIZE) {
      listener.initialWindow(number(six, 2, 4));
    }
  }

  private static int number(byte[] bytes, int from, int length) {
    int value = 0;
    for (int i = from; i < from + length; i++) {
      value = (value << 8) | (bytes[i] & 0xff);
    }
    return value;
  }
}
