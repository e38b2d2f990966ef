/**
 * Studies: many trainings, or many readings of one model, that together answer a question. Every study leaves its tables as
 * Markdown, CSV and LaTeX, and one that trains goes on where it was killed: what is finished is not repeated.
 */
package org.xattnbmd.trainer.study;
