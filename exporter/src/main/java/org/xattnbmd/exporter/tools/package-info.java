/**
 * The commands of {@code onnx-tools.jar}: each a thin layer over the public API, with text for people and {@code --json}.
 */
package org.xattnbmd.exporter.tools;
