/**
 * A finished model file set to a site of one's own: the same network, with the site's line on its estimates
 * ({@link SiteModel}), intervals from the site's subjects, and an outlier limit from the site's pictures ({@link OutlierLimit}).
 */
package org.xattnbmd.trainer.site;
