/** The neck finder: a small network that says where the femoral neck is on any radiograph and how large; its training. */
package org.xattnbmd.trainer.finder;
