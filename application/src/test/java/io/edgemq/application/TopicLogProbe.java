package io.edgemq.application;

import io.edgemq.ports.out.TopicLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// Looks at the calls of a log before they are made.
interface TopicLogProbe {
  /// A call of `method` is about to be made.
  void called(Method method, Object[] arguments) throws InterruptedException;

  /// `log`, looked at by `probe`.
  static TopicLog on(TopicLog log, TopicLogProbe probe) {
    return (TopicLog)
        Proxy.newProxyInstance(
            TopicLog.class.getClassLoader(),
            new Class<?>[] {TopicLog.class},
            (_, method, arguments) -> {
              probe.called(method, arguments);
              try {
                return method.invoke(log, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
