/**
 * The evaluation as a page to read: one self-contained HTML file with charts drawn as SVG.
 *
 * <pre>{@code
 * ReportData data = ReportData.builder("Held-out evaluation", model, true, cases)
 *         .thresholds(List.of(0.899, 0.691))
 *         .variant(ReportData.Variant.of("full", "", cases, threshold))
 *         .clinicalAttention("Age (years)", 0.21)
 *         .build();
 * HtmlReport.write(data, Path.of("report.html"));
 * }</pre>
 *
 * <p>On a simulated cohort every figure carries the word SIMULATED inside its drawing, so that it stays there when the
 * figure is copied out. Subject ids are never written.
 */
package org.xattnbmd.trainer.report;
