/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a report: a template with the report's JSON, a style sheet, a script and the charting
 * library (uPlot, from its WebJar) put in, so that the file needs nothing else. The script writes
 * all texts of the data as text nodes; the JSON cannot end its element since every '&lt;' in it is
 * escaped.
 */
public final class HtmlReport {
  private static final String LIBRARY = "META-INF/resources/webjars/uplot/";
  private static final String LIBRARY_PROPERTIES =
      "META-INF/maven/org.webjars.npm/uplot/pom.properties";
  private static final String FOLDER = "org/unifiedembedding/jobs/report/";
  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

  private HtmlReport() {}

  /** The whole page. */
  public static String render(RunReport report) {
    String library = LIBRARY + libraryVersion() + "/";
    Map<String, String> parts =
        Map.of(
            "title", escaped(report.name() + " \u00b7 run " + report.runId()),
            "library-style", resource(library + "dist/uPlot.min.css"),
            "library-licence", resource(library + "LICENSE"),
            "library-script", resource(library + "dist/uPlot.iife.min.js"),
            "style", resource(FOLDER + "report.css"),
            "script", resource(FOLDER + "charts.js") + resource(FOLDER + "report.js"),
            "data", ReportJson.write(report).replace("<", "\\u003c"));
    return PLACE
        .matcher(resource(FOLDER + "report.html"))
        .replaceAll(place -> Matcher.quoteReplacement(part(parts, place.group(1))));
  }

  private static String part(Map<String, String> parts, String name) {
    String part = parts.get(name);
    if (part == null) {
      throw new IllegalStateException("report.html has an unknown place: " + name);
    }
    return part;
  }

  private static String libraryVersion() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(resource(LIBRARY_PROPERTIES)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + LIBRARY_PROPERTIES, e);
    }
    return properties.getProperty("version");
  }

  private static String resource(String path) {
    try (InputStream in = HtmlReport.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("Not on the class path: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
