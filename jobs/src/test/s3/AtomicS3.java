/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
import com.adobe.testing.s3mock.S3MockApplication;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;

/**
 * S3Mock, with one thing as in S3: of two conditional writes of a key one wins. The mock looks first
 * and stores then, and accepts both. The first write of a key with {@code lost-answer} in it is
 * stored and answered with an error. It listens on this machine only.
 *
 * <p>Runs from its source, with the classes and libraries of S3Mock, and ends with its standard
 * input: java -cp ... AtomicS3.java --server.port=0
 */
public class AtomicS3 {
  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();

  private Filter atomicWrites() {
    return (request, response, chain) -> {
      HttpServletRequest http = (HttpServletRequest) request;
      String key = http.getRequestURI();
      if (READS.contains(http.getMethod())) {
        chain.doFilter(request, response);
        return;
      }
      synchronized (locks.computeIfAbsent(key, k -> new Object())) {
        if (key.contains("lost-answer") && lost.add(key)) {
          chain.doFilter(request, response);
          response.reset();
          ((HttpServletResponse) response).setStatus(500);
        } else {
          chain.doFilter(request, response);
        }
      }
    };
  }

  /** S3Mock's second port, for which it knows no address. */
  private static BeanPostProcessor onLoopback() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof Connector connector) {
          connector.setProperty("address", "127.0.0.1");
        }
        return bean;
      }
    };
  }

  public static void main(String[] arguments) throws IOException {
    Filter filter = new AtomicS3().atomicWrites();
    new SpringApplicationBuilder(S3MockApplication.class)
        .initializers(
            context -> {
              context.getBeanFactory().addBeanPostProcessor(onLoopback());
              ((GenericApplicationContext) context)
                  .registerBean("atomicWrites", Filter.class, () -> filter);
            })
        .run(arguments);
    System.in.transferTo(OutputStream.nullOutputStream()); // until whoever has started it is gone
    System.exit(0);
  }
}
