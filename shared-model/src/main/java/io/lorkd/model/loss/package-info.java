/** The losses of the paper's 3.5, as functions of arrays, with the choices that its printed equations leave open. */
package io.lorkd.model.loss;
