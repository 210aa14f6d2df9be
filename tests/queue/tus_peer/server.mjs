// An independent tus 1.0 server on loopback for the tests: node server.mjs FOLDER PORT. Prints its address; confirms whole uploads by a GET.
import { createServer } from 'node:http'
import { statSync } from 'node:fs'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [folder, port] = process.argv.slice(2)
const tus = new Server({ path: '/v1/packages', datastore: new FileStore({ directory: folder }) })
const server = createServer((request, response) => {
  const asked = request.method === 'GET' && request.url.match(/^\/v1\/packages\/([0-9a-f]+)\/acknowledgement$/)
  if (!asked) return tus.handle(request, response)
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ acknowledgement: asked[1], size: statSync(`${folder}/${asked[1]}`).size }))
})
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
