/**
 * The commands of the trainer: {@link TrainerApp}. A command reads its options, calls one class of the other packages and prints.
 */
package org.xattnbmd.trainer.cli;
