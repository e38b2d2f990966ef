/**
 * A model's card: from a run's record and a person's words ({@link CardText}), with a part replaced ({@link Cards}), and as a
 * page to read ({@link CardPage}).
 */
package org.xattnbmd.trainer.card;
