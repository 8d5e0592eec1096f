/** The site's state folder: who may use it, what lies where, and how a file is written so that it is whole or not there. */
package io.lorkd.site.folder;
