/**
 * A service between a DICOMweb archive and the SDK: {@link Pacs}. {@link Watch} goes round, {@link StudyWork} does one study,
 * {@link DicomWeb} speaks to the archive, {@link StudyLog} remembers, {@link StateFiles} tells.
 */
package org.xattnbmd.samples.pacs;
