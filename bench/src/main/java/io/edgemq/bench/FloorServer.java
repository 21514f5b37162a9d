package io.edgemq.bench;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;

/// A bare Helidon server: HTTP/1.1 only, no listeners, no discovered features, no write buffer. Any
/// handler on this stack has at least this cost.
final class FloorServer {
  private FloorServer() {}

  /// Starts it on the loopback interface. It runs until the process is ended.
  static void start(int port, HttpRouting.Builder routing) {
    var plain = Http1Config.builder().sendLog(false).receiveLog(false).build();
    routing.get("/ready", (request, response) -> response.send());
    WebServer.builder()
        .host("127.0.0.1")
        .port(port)
        .backlog(8192)
        .shutdownHook(false)
        .writeBufferSize(0)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .protocolsDiscoverServices(false)
        .addProtocol(plain)
        .featuresDiscoverServices(false)
        .contentEncoding(encoding -> encoding.contentEncodingsDiscoverServices(false))
        .mediaContext(media -> media.mediaSupportsDiscoverServices(false))
        .routing(routing)
        .build()
        .start();
  }
}
