/**
 * A folder or list of radiographs to a table and a page: {@link Batch}. {@link org.xattnbmd.samples.Journal} lets a run that was stopped go on.
 */
package org.xattnbmd.samples.batch;
