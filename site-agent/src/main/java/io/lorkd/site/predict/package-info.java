/** Using finished experts: opening them, whatever they are kept in, and predicting volumes file by file. */
package io.lorkd.site.predict;
