/**
 * Files to graphs: {@link ModelReader}, within {@link ReadLimits}, since a file may be made to do harm. {@link WireScan} looks
 * at sizes and depth before protobuf allocates anything, {@link ExternalFiles} at where tensors in other files are. {@link
 * GraphReader} builds graphs, of bodies too; {@link ModelFileWriter} puts models on disk. What is wrong but can be read is a problem of the {@link OnnxFile}.
 */
package org.xattnbmd.exporter.internal.io;
